"""Pages for people: the door is `archive.web.urls`; views call one room or queryset each."""
