"""A hosted copy of the page: is it exactly what was released?"""

from lac_validator.site.verify import verify_site

__all__ = ["verify_site"]
