"""Store of people and organisations. Only `accounts.services`, `audit` and `jobs` write it."""

from accounts.models.consents import (
    Consent,
    ConsentPurpose,
    ConsentText,
    DataRequest,
    DataRequestKind,
)
from accounts.models.organisations import (
    AdministrativeUnit,
    AdministrativeUnitPeriod,
    EthnicGroup,
    HeadCount,
    Organisation,
    OrganisationKind,
    UnitKind,
    UnitLevel,
)
from accounts.models.people import (
    Membership,
    Person,
    Role,
    Sex,
    SignInSession,
    User,
    UserManager,
)
from accounts.models.records import (
    AuditEvent,
    Job,
    JobState,
    Lease,
    RateCounter,
    StoredFile,
)

__all__ = [
    "AdministrativeUnit",
    "AdministrativeUnitPeriod",
    "AuditEvent",
    "Consent",
    "ConsentPurpose",
    "ConsentText",
    "DataRequest",
    "DataRequestKind",
    "EthnicGroup",
    "HeadCount",
    "Job",
    "JobState",
    "Lease",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Person",
    "RateCounter",
    "Role",
    "Sex",
    "SignInSession",
    "StoredFile",
    "UnitKind",
    "UnitLevel",
    "User",
    "UserManager",
]
