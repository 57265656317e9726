"""Articles from exports of press databases: Nexis, Factiva, ProQuest, Europresse and others."""
