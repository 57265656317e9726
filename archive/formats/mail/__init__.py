"""Mail: messages, mailboxes and their parts."""
