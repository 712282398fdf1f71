"""The tables of the content queue, by room: people, places, messages, channels, deliveries, files, record."""

from content_queue.models.afterwards import Figures, Question
from content_queue.models.cases import Case, CaseStep
from content_queue.models.channels import Account, Channel, ChannelHamlet
from content_queue.models.deliveries import Attempt, Delivery, DeliveryPart
from content_queue.models.files import ChunkRow, FileRow
from content_queue.models.messages import (
    Approval,
    Attachment,
    Message,
    MessageHamlet,
    MessageWord,
    RenditionRow,
    Revision,
    Unsaved,
)
from content_queue.models.phone_links import PhoneLink
from content_queue.models.places import Commune, Hamlet, Topic, Unit, Zone, ZoneHamlet
from content_queue.models.record import Alert, AuditEntry, DictionaryEntry
from content_queue.models.sign_ins import FailedTry, Invitation, SignIn
from content_queue.models.standing import ApiToken, ApprovalLink, Deputy
from content_queue.models.telling import Contact, Incident, Notice
from content_queue.models.users import Role, User
from content_queue.models.workers import Worker

__all__ = [
    "Account",
    "Alert",
    "ApiToken",
    "Approval",
    "ApprovalLink",
    "Attachment",
    "Attempt",
    "AuditEntry",
    "Case",
    "CaseStep",
    "Channel",
    "ChannelHamlet",
    "ChunkRow",
    "Commune",
    "Contact",
    "Delivery",
    "DeliveryPart",
    "Deputy",
    "DictionaryEntry",
    "FailedTry",
    "Figures",
    "FileRow",
    "Hamlet",
    "Incident",
    "Invitation",
    "Message",
    "MessageHamlet",
    "MessageWord",
    "Notice",
    "PhoneLink",
    "Question",
    "RenditionRow",
    "Revision",
    "Role",
    "SignIn",
    "Topic",
    "Unit",
    "Unsaved",
    "User",
    "Worker",
    "Zone",
    "ZoneHamlet",
]
