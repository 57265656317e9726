"""What templates may say; filters return text and values, never markup."""
