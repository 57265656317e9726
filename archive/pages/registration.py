"""Registration of readers, where a setting opens it: by mail where the archive sends mail, else at once.

By mail, the address is asked for alone, and every answer is the same page: nobody learns which have an account.
The link in the mail leads to name and password. Whether a name is taken can then not be hidden, only slowed down.
"""

import logging
from smtplib import SMTPException
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.core import signing
from django.core.mail import EmailMessage
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView

from archive.pages.accounts import SECONDS_BETWEEN_MAILS, AccountPageMixin
from archive.text.normalize import clean_text
from archive.web.form_limits import count_forms, release_mail, reserve_mail
from archive.web.login_limits import render_closed_form
from archive.web.params import get_site_url

_logger = logging.getLogger(__name__)
LINK_AGE: Final = 3 * 86_400  # seconds that the link in a mail holds
MAX_REGISTRATIONS: Final = 20  # forms sent from one client within
SECONDS_OF_REGISTRATIONS: Final = 3_600
_SALT: Final = "archive.pages.registration"
_BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


class AddressForm(forms.Form):
    """The form that asks for a mail address."""

    email = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class ReaderForm(UserCreationForm):
    """The form that makes the account of a reader: no other field of it, so no rights."""

    class Meta:
        model = User
        fields = ("username",)


class RegistrationMixin(AccountPageMixin):
    """Mixin: there is no such page where registration is closed, and who has logged in needs none."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Serve the page; raise Http404 where registration is closed; refuse a client that sends too many forms."""
        if not settings.REGISTRATION_OPEN:
            raise Http404
        if request.user.is_authenticated:
            return redirect("my")
        if request.method == "POST":
            count = count_forms("registrations", request, SECONDS_OF_REGISTRATIONS)
            if count > MAX_REGISTRATIONS:
                return render_closed_form(request, "accounts/too_many_registrations.html", SECONDS_OF_REGISTRATIONS)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class RegistrationPage(RegistrationMixin, FormView):
    """Ask for a mail address; without mail, for name and password."""

    template_name = "accounts/register.html"
    heading = _("Register")

    def get_form_class(self) -> type[BaseForm]:
        """Return the form for an address where mail is sent, else that of the account."""
        return AddressForm if settings.SENDS_MAIL else ReaderForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Send the link; or make the account, and log its reader in."""
        if not settings.SENDS_MAIL:
            return _create_reader(self.request, form, "")
        address = form.cleaned_data["email"]
        if reserve_mail("registration", address, SECONDS_BETWEEN_MAILS):
            try:
                _send_link(self.request, address)
            except (OSError, SMTPException):
                _logger.exception("The mail of a registration could not be sent")
                release_mail("registration", address)
                form.add_error(None, gettext("The mail could not be sent just now. Try again later."))
                return self.form_invalid(form)
        return redirect("register-sent")


class RegistrationSentPage(RegistrationMixin, TemplateView):
    """Say that a mail was sent, whatever it says."""

    template_name = "accounts/done.html"
    heading = _("Check your mail")
    extra_context = {
        "message": _(
            "A link to finish your registration was sent to this address. It works for three days. If nothing comes,"
            " look among unwanted mail, or try again after five minutes."
        )
    }


class RegistrationEntryPage(RegistrationMixin, FormView):
    """Choose name and password after following the link."""

    template_name = "accounts/register.html"
    form_class = ReaderForm
    heading = _("Finish your registration")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Read the address out of the link; raise Http404 for a link that is forged, old or used."""
        try:
            self.address = str(signing.loads(kwargs["token"], salt=_SALT, max_age=LINK_AGE))
        except signing.BadSignature as error:
            raise Http404 from error
        if _find_account(self.address):
            return redirect("login")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context, with the address that was confirmed."""
        return super().get_context_data(**kwargs) | {"address": self.address}

    def form_valid(self, form: Any) -> HttpResponse:
        """Make the account, and log its reader in."""
        return _create_reader(self.request, form, self.address)


def _create_reader(request: HttpRequest, form: ReaderForm, address: str) -> HttpResponse:
    reader = form.save(commit=False)
    reader.email = address
    reader.save()
    login(request, reader, backend=_BACKEND)
    return redirect("my")


def _send_link(request: HttpRequest, address: str) -> None:
    """Send the link; to an address that has an account, its name and the way to a new password."""
    account = _find_account(address)
    site = get_site_url(request)
    context = {
        "site_name": settings.SITE_NAME,
        "name": account.get_username() if account else "",
        "reset_url": site + reverse("password_reset"),
        "url": site + reverse("register-entry", args=[signing.dumps(address, salt=_SALT)]),
    }
    subject = clean_text(render_to_string("accounts/register_subject.txt", context))
    body = render_to_string("accounts/register_mail.txt", context).strip() + "\n"
    EmailMessage(subject, body, to=[address]).send()


def _find_account(address: str) -> Any:
    return get_user_model().objects.filter(email__iexact=address).first()
