"""Results and findings → what people and programs read: text, rich renderables, plain data. Nothing here prints."""
