"""Articles from mail: newsletters, press mails, letters, messages of lists and forwards."""
