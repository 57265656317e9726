"""The engine on an OpenSearch cluster, for archives that outgrow one machine."""
