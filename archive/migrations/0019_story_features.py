"""Add the features of articles that are the same in every language, and the reasons for places in stories."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0018_tokens_and_cited_searches")]

    operations = [
        migrations.AddField(
            "storymembership",
            "reasons",
            models.JSONField(
                blank=True,
                default=dict,
                help_text="What it shares with the article of the story it is most like.",
                verbose_name="reasons",
            ),
        ),
        migrations.AddField(
            "termprofile",
            "feature_labels",
            models.BinaryField(default=b"", help_text="The features as printed."),
        ),
        migrations.AddField(
            "termprofile",
            "features",
            models.BinaryField(
                help_text="Names, numbers and things; unknown: read before there were any.", null=True
            ),
        ),
    ]
