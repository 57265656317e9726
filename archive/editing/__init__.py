"""Parts that all admin screens share: base classes, confirmation pages, concurrent editing."""
