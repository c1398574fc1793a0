"""How good the answers are: question sets, measures, baselines and reports."""
