"""Handbooks in and out of what others work with, with a ledger of what is lost."""
