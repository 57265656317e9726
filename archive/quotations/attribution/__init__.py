"""Attribution of quoted passages to speakers, from the text of one article."""
