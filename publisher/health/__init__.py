"""How the installation is: measured once, then told by doctor, /health, /metrics and alerts."""

from publisher.health.figures import Figures
from publisher.health.findings import Finding, findings
from publisher.health.measuring import Lookout, measure

__all__ = ["Figures", "Finding", "Lookout", "findings", "measure"]
