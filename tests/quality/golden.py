"""People at work in a campaign with gold among its pairs."""

from annotation_server.annotation.models import Assignment
from annotation_server.campaigns.models import Campaign
from annotation_server.campaigns.services import change_gold_share
from tests.annotation.world import HEURISTIC, Person, World


def judged(world: World, campaign: Campaign, count: int, heuristic=None) -> Person:
    """Somebody who has finished so many pairs."""
    person = world.person(campaign)
    for one in person.held(campaign, count):
        person.submit(one["id"], "heuristic", heuristic or HEURISTIC)
        person.submit(one["id"], "overall")
    return person


def with_gold(campaign: Campaign, share: int = 50) -> Campaign:
    change_gold_share(campaign, share, by=None)
    campaign.refresh_from_db()
    return campaign


def gold_of(person: Person, campaign: Campaign, hold: int = 8) -> list[str]:
    person.held(campaign, hold)
    rows = Assignment.objects.filter(annotator=person.user, purpose="gold")
    return [str(pk) for pk in rows.values_list("pk", flat=True)]
