"""Groups of codes and of columns that the field has a name for, and that several rules ask about."""

# Legal status (LS)
SHORT_BREAKS = ("V3", "V4")
"""An agreed series of short-term breaks (respite): not care, for most rules."""

FREEING_ORDER = "D1"
PLACEMENT_ORDER = "E1"

# Placement type (PLACE)
PLACED_FOR_ADOPTION = ("A3", "A4", "A5", "A6")
FOSTER = ("U1", "U2", "U3", "U4", "U5", "U6")
WITH_CURRENT_CARER = ("A3", "A5")
"""Placed for adoption with the foster carer of before."""
FOSTER_OR_ADOPTION = PLACED_FOR_ADOPTION + FOSTER
TEMPORARY = ("T0", "T1", "T2", "T3", "T4")
OTHER_PLACEMENTS = ("Z11", "Z12", "Z13", "Z14")
"""From 2025/26 on; before that one code, Z1."""
NOT_INSPECTED = ("P1", "P3", "R1", "R2", "R5", *TEMPORARY)
"""What Ofsted inspects in no year, so that URN stays blank; nor does it inspect other placements."""
SUPPORTED_ACCOMMODATION = "K3"
"""From 2024/25 on; until 2023/24 it was H5, in which Ofsted had no part before 28 October 2023."""

# Placement provider and URN
NO_OFSTED_NUMBER = "XXXXXXX"
"""What stands in URN for a provider that Ofsted does not inspect."""

# Reason for new episode (RNE)
STARTED_TO_BE_LOOKED_AFTER = "S"
SAME_CARER = ("L", "T", "U")
"""The child stays with the carer: only the legal status changes, or the address."""

# Reason episode ceased (REC)
ADOPTED = ("E11", "E12")
NEW_EPISODE_FOLLOWS = "X1"

# Reason for change of social worker (SW_REASON)
FIRST_CONTACT = "FCONTA"

# Previous permanence option (PREV_PERM)
NO_PREVIOUS_PERMANENCE = "Z1"

# Unique pupil number (UPN)
NO_UPN = ("UN1", "UN2", "UN3", "UN4", "UN5")
"""The reasons for which a child has no number, which stand in its place."""

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
