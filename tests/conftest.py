"""How chance is used in every test."""

from hypothesis import HealthCheck, settings

# How fast a machine is, and what else it does, is no property of what is tested.
settings.register_profile("mcptui", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("mcptui")
