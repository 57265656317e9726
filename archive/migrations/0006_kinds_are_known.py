"""What the program always wrote, the database holds to: kinds, identifiers, paths of this site."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0005_key_term_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='redirect',
            name='redirect_stays_on_this_site',
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('identifier', ''), _negated=True), name='article_has_an_identifier'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('review_status__in', ['unreviewed', 'queried', 'reviewed'])), name='article_review_is_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='byline',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['author', 'contributor', 'photographer', 'translator', 'editor'])), name='byline_role_is_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='collection',
            constraint=models.CheckConstraint(condition=models.Q(('slug', ''), _negated=True), name='collection_has_a_slug'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('field__in', ['title', 'standfirst', 'author', 'published', 'outlet', 'section', 'dateline', 'language', 'canonical_url', 'credit', 'body']), ('status__in', ['stated', 'inferred', 'editor', 'unknown'])), name='evidence_is_of_a_kind'),
        ),
        migrations.AddConstraint(
            model_name='redirect',
            constraint=models.CheckConstraint(condition=models.Q(('old_path__startswith', '/'), ('new_path__startswith', '/'), models.Q(('new_path__startswith', '//'), _negated=True), models.Q(('new_path__startswith', '/\\'), _negated=True)), name='redirect_stays_on_this_site'),
        ),
    ]
