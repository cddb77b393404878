"""The rules, a chapter a subject: a module, or a package where a chapter is long."""
