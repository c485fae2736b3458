"""Roles and what each may do. A role holds for an organisation and everything below it."""

from enum import StrEnum


class Role(StrEnum):
    """The eight roles; the same values as the store's choices."""

    ADMIN = "admin"
    ORGANIZER = "organizer"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    PRESENTER = "presenter"
    JUDGE = "judge"
    FOCAL_POINT = "focal_point"
    VIEWER = "viewer"


class Permission(StrEnum):
    """One thing that may be done; asked in the services, never in a template."""

    VIEW_ORGANISATION = "organisation.view"
    CHANGE_ORGANISATION = "organisation.change"
    CHANGE_HEAD_COUNT = "head_count.change"
    MANAGE_MEMBERS = "member.manage"
    IMPORT_ROSTER = "roster.import"
    VIEW_PERSON = "person.view"
    REVEAL_PERSON = "person.reveal"
    EXPORT_PERSONAL = "person.export"
    VIEW_AUDIT = "audit.view"
    EDIT_DOCUMENT = "document.edit"
    VIEW_QUESTION = "question.view"
    EDIT_QUESTION = "question.edit"
    APPROVE_QUESTION = "question.approve"
    VIEW_CONTEST = "contest.view"
    EDIT_CONTEST = "contest.edit"
    PUBLISH_CONTEST = "contest.publish"
    REGISTER_ENTRANT = "entrant.register"
    REISSUE_CODE = "entrant.reissue"
    VIEW_ATTEMPT = "attempt.view"
    CHANGE_ATTEMPT = "attempt.change"
    VIEW_RESULT = "result.view"
    PUBLISH_RESULT = "result.publish"
    MANAGE_AWARD = "award.manage"
    HANDLE_COMPLAINT = "complaint.handle"
    HOST_LIVE = "live.host"
    MARK_SCORE = "score.mark"
    VIEW_REPORT = "report.view"
    EDIT_REPORT = "report.edit"
    SIGN_REPORT = "report.sign"


_P = Permission
_SEES = frozenset({_P.VIEW_ORGANISATION, _P.VIEW_CONTEST})

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.ORGANIZER: _SEES
    | {
        _P.CHANGE_HEAD_COUNT,
        _P.IMPORT_ROSTER,
        _P.VIEW_PERSON,
        _P.REVEAL_PERSON,
        _P.EXPORT_PERSONAL,
        _P.VIEW_QUESTION,
        _P.EDIT_CONTEST,
        _P.PUBLISH_CONTEST,
        _P.REGISTER_ENTRANT,
        _P.REISSUE_CODE,
        _P.VIEW_ATTEMPT,
        _P.CHANGE_ATTEMPT,
        _P.VIEW_RESULT,
        _P.PUBLISH_RESULT,
        _P.MANAGE_AWARD,
        _P.HANDLE_COMPLAINT,
        _P.HOST_LIVE,
        _P.VIEW_REPORT,
        _P.EDIT_REPORT,
        _P.SIGN_REPORT,
    },
    Role.AUTHOR: _SEES | {_P.EDIT_DOCUMENT, _P.VIEW_QUESTION, _P.EDIT_QUESTION},
    Role.REVIEWER: _SEES | {_P.VIEW_QUESTION, _P.APPROVE_QUESTION},
    Role.PRESENTER: _SEES | {_P.HOST_LIVE},
    Role.JUDGE: _SEES | {_P.MARK_SCORE},
    Role.FOCAL_POINT: _SEES
    | {
        _P.CHANGE_HEAD_COUNT,
        _P.IMPORT_ROSTER,
        _P.VIEW_PERSON,
        _P.REGISTER_ENTRANT,
        _P.REISSUE_CODE,
        _P.VIEW_RESULT,
        _P.VIEW_REPORT,
    },
    Role.VIEWER: _SEES | {_P.VIEW_RESULT, _P.VIEW_REPORT},
}


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that hold `permission`."""
    return frozenset(role for role, held in PERMISSIONS.items() if permission in held)


def may_grant(granting: Role, granted: Role) -> bool:
    """Whether a holder of `granting` may hand out `granted`: only an admin hands out roles."""
    return Permission.MANAGE_MEMBERS in PERMISSIONS[granting] and granted in Role
