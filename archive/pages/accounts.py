"""Pages of a reader's own account: log in, change the password, get a new one by mail."""

from typing import Any, Final

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordResetForm
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from archive.web.form_limits import count_forms, reserve_mail
from archive.web.login_limits import open_login, render_closed_form

SECONDS_BETWEEN_MAILS: Final = 300  # to one mail address
MAX_MAIL_REQUESTS: Final = 20  # from one client within
SECONDS_OF_MAIL_REQUESTS: Final = 3_600


class AccountPageMixin:
    """Mixin: the archive's name in place of the host's, and a heading."""

    heading: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the context, with what every page of an account shows."""
        names = {"site_name": settings.SITE_NAME, "heading": self.heading, "sends_mail": settings.SENDS_MAIL}
        names["can_register"] = settings.REGISTRATION_OPEN
        return super().get_context_data(**kwargs) | names  # type: ignore[misc]


class LoginPage(AccountPageMixin, views.LoginView):
    """Log in."""

    template_name = "accounts/login.html"


class StaffLoginPage(LoginPage):
    """Log in to the admin."""

    authentication_form = AdminAuthenticationForm
    next_page = "admin:index"
    extra_context = {"is_for_staff": True}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; who may work in the admin already goes on to it."""
        if request.user.is_active and request.user.is_staff:
            return redirect("admin:index")
        return super().get(request, *args, **kwargs)


class LogoutPage(AccountPageMixin, views.LogoutView):
    """Log out of the admin."""

    template_name = "accounts/done.html"
    heading = _("You are logged out")
    extra_context = {"message": _("Nobody else can go on from here with your account.")}


class PasswordChangePage(AccountPageMixin, views.PasswordChangeView):
    """Change one's own password."""

    template_name = "accounts/password_form.html"
    heading = _("Change your password")
    success_url = reverse_lazy("password-changed")


class PasswordChangedPage(AccountPageMixin, TemplateView):
    """Say that the password was changed."""

    template_name = "accounts/done.html"
    heading = _("Your password is changed")
    extra_context = {"message": _("From now on, log in with the new one. Other browsers were logged out.")}


class MailPageMixin(AccountPageMixin):
    """Mixin: there is no such page where the archive sends no mail."""

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Serve the page, or raise Http404."""
        if not settings.SENDS_MAIL:
            raise Http404
        return super().dispatch(*args, **kwargs)  # type: ignore[misc]


class NewPasswordForm(PasswordResetForm):
    """The form that sends a link by mail: to one address once in five minutes."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Send the link, unless one was sent a moment ago."""
        if reserve_mail("mail", self.cleaned_data["email"], SECONDS_BETWEEN_MAILS):
            super().save(*args, **kwargs)


class NewPasswordPage(MailPageMixin, views.PasswordResetView):
    """Ask for a link by mail that sets a new password."""

    template_name = "accounts/forgotten.html"
    form_class = NewPasswordForm
    heading = _("Forgotten your password?")
    email_template_name = "accounts/new_password_mail.txt"
    subject_template_name = "accounts/new_password_subject.txt"
    success_url = reverse_lazy("password_reset_done")
    extra_email_context = {"site_name": settings.SITE_NAME}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Send the link, unless this client has asked for too many."""
        if count_forms("mail-requests", self.request, SECONDS_OF_MAIL_REQUESTS) > MAX_MAIL_REQUESTS:
            return render_closed_form(self.request, "accounts/too_many_mails.html", SECONDS_OF_MAIL_REQUESTS)
        return super().form_valid(form)


class NewPasswordSentPage(MailPageMixin, views.PasswordResetDoneView):
    """Say that a mail was sent, if there is such an account: nobody learns here which there are."""

    template_name = "accounts/done.html"
    heading = _("Look into your mail")
    extra_context = {
        "message": _(
            "If an account has this mail address, a link was sent there that sets a new password. It holds for three"
            " days. If nothing comes, look among unwanted mail, or ask again after five minutes."
        )
    }


class NewPasswordEntryPage(MailPageMixin, views.PasswordResetConfirmView):
    """Set a new password after following the link."""

    template_name = "accounts/password_form.html"
    heading = _("Set a new password")
    success_url = reverse_lazy("password_reset_complete")

    def form_valid(self, form: Any) -> HttpResponse:
        """Set the password, and open the login to whoever guessed wrong before."""
        response = super().form_valid(form)
        open_login(form.user.get_username())
        return response


class NewPasswordSetPage(MailPageMixin, views.PasswordResetCompleteView):
    """Say that the password was set."""

    template_name = "accounts/done.html"
    heading = _("Your new password is set")
    extra_context = {"message": _("Log in with it now.")}
