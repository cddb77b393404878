"""Groups of codes and of columns that the field has a name for, and that several rules ask about."""

# Legal status (LS)
SHORT_BREAKS = ("V3", "V4")
"""An agreed series of short-term breaks (respite): not care, for most rules."""

# Placement type (PLACE)
PLACED_FOR_ADOPTION = ("A3", "A4", "A5", "A6")
FOSTER = ("U1", "U2", "U3", "U4", "U5", "U6")
FOSTER_OR_ADOPTION = PLACED_FOR_ADOPTION + FOSTER
TEMPORARY = ("T0", "T1", "T2", "T3", "T4")

# Placement provider and URN
NO_OFSTED_NUMBER = "XXXXXXX"
"""What stands in URN for a provider that Ofsted does not inspect."""

# Reason episode ceased (REC)
ADOPTED = ("E11", "E12")
NEW_EPISODE_FOLLOWS = "X1"

# Columns that are filled or left blank together
CARE_LEAVER_FIELDS = ("IN_TOUCH", "ACTIV", "ACCOM")
ADOPTION_FIELDS = ("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR")
SUBSTANCE_MISUSE_FIELDS = ("SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED")
HEALTH_FIELDS = (
    "CONVICTED",
    "HEALTH_CHECK",
    "IMMUNISATIONS",
    "TEETH_CHECK",
    "HEALTH_ASSESSMENT",
    *SUBSTANCE_MISUSE_FIELDS,
)
"""All of OC2 but the strengths and difficulties questionnaire (SDQ)."""
EXPECTED_HEALTH_FIELDS = ("IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE")
"""Those of OC2 that are asked for every child looked after continuously, whatever the age."""
