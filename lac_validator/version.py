"""The version of the product, where every room finds it."""

PRODUCT_VERSION = "0.1.0"
