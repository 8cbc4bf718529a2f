"""Places, assignments, judgements and memberships: what is stored equals what is counted."""

from annotation_server.upkeep.queries.checks import by_sql

# How many stages each campaign's protocol has, and which place each of them has.
STAGES = """
    stages AS (
        SELECT campaign.id AS campaign_id, stage.value ->> 'key' AS key, stage.ordinality AS place,
               count(*) OVER (PARTITION BY campaign.id) AS all_of_them
        FROM campaigns_campaign campaign
        JOIN protocol_protocol protocol ON protocol.id = campaign.protocol_id
        CROSS JOIN LATERAL
            jsonb_array_elements(protocol.definition -> 'stages') WITH ORDINALITY AS stage),
    lengths AS (SELECT DISTINCT campaign_id, all_of_them FROM stages)
"""
ANSWERED = "answered AS (SELECT assignment_id, count(*) AS n FROM annotation_judgement GROUP BY 1)"
LIVE = "('leased', 'stage_one')"

WORK_CHECKS = (
    by_sql(
        "done_place_without_answer",
        "A place counts as done, but no complete assignment with its fence fills it",
        """SELECT 'slot ' || slot.id FROM campaigns_slot slot WHERE slot.state = 'done'
           AND NOT EXISTS (SELECT 1 FROM annotation_assignment a
                           WHERE a.slot_id = slot.id AND a.state = 'complete'
                             AND a.fence = slot.fence)""",
    ),
    by_sql(
        "counted_answer_without_place",
        "An assignment counts as complete, but its place is not done",
        """SELECT 'assignment ' || a.id FROM annotation_assignment a
           LEFT JOIN campaigns_slot slot ON slot.id = a.slot_id
           WHERE a.state = 'complete' AND a.purpose = 'work'
             AND (slot.state IS NULL OR slot.state <> 'done')""",
    ),
    by_sql(
        "place_filled_twice",
        "More than one complete assignment fills the same place",
        """SELECT 'slot ' || slot_id FROM annotation_assignment
           WHERE state = 'complete' AND slot_id IS NOT NULL GROUP BY slot_id HAVING count(*) > 1""",
    ),
    by_sql(
        "pair_above_its_overlap",
        "A pair has more counted answers than places were ever opened for it",
        """SELECT 'pair ' || counted.pair_id || ' of campaign ' || counted.campaign_id
           FROM (SELECT campaign_id, pair_id, count(*) AS n FROM annotation_assignment
                 WHERE state = 'complete' AND purpose = 'work' GROUP BY 1, 2) AS counted
           LEFT JOIN (SELECT campaign_id, pair_id, count(*) AS n FROM campaigns_slot
                      GROUP BY 1, 2) AS places USING (campaign_id, pair_id)
           WHERE counted.n > coalesce(places.n, 0)""",
    ),
    by_sql(
        "annotator_counted_twice",
        "One annotator's answers to a pair are counted twice",
        """SELECT 'pair ' || pair_id || ' of campaign ' || campaign_id || ' by ' || annotator_id
           FROM annotation_assignment WHERE state = 'complete' AND purpose = 'work'
           GROUP BY campaign_id, pair_id, annotator_id HAVING count(*) > 1""",
    ),
    by_sql(
        "held_place_without_holder",
        "A place is held, but by no live assignment with its fence",
        f"""SELECT 'slot ' || slot.id FROM campaigns_slot slot WHERE slot.state = 'held'
            AND NOT EXISTS (SELECT 1 FROM annotation_assignment a
                            WHERE a.slot_id = slot.id AND a.fence = slot.fence
                              AND a.state IN {LIVE})""",  # noqa: S608
    ),
    by_sql(
        "place_held_twice",
        "Two live assignments hold the same place under the same fence",
        f"""SELECT 'slot ' || slot_id FROM annotation_assignment WHERE state IN {LIVE}
            AND slot_id IS NOT NULL GROUP BY slot_id, fence HAVING count(*) > 1""",  # noqa: S608
    ),
    by_sql(
        "fence_from_the_future",
        "An assignment has a fence that its place has not reached",
        """SELECT 'assignment ' || a.id FROM annotation_assignment a
           JOIN campaigns_slot slot ON slot.id = a.slot_id WHERE a.fence > slot.fence""",
    ),
    by_sql(
        "place_of_another_pair",
        "An assignment has a place of another pair or campaign",
        """SELECT 'assignment ' || a.id FROM annotation_assignment a
           JOIN campaigns_slot slot ON slot.id = a.slot_id
           WHERE (a.campaign_id, a.pair_id) <> (slot.campaign_id, slot.pair_id)""",
    ),
    by_sql(
        "judgements_do_not_fit_the_state",
        "The state of an assignment and the number of its judgements do not go together",
        f"""WITH {STAGES}, {ANSWERED}
            SELECT 'assignment ' || a.id || ' (' || a.state || ', '
                   || coalesce(answered.n, 0) || ' of ' || lengths.all_of_them || ')'
            FROM annotation_assignment a
            JOIN lengths ON lengths.campaign_id = a.campaign_id
            LEFT JOIN answered ON answered.assignment_id = a.id
            WHERE NOT CASE
                WHEN a.state = 'leased' THEN answered.n IS NULL
                WHEN a.state = 'stage_one' THEN answered.n BETWEEN 1 AND lengths.all_of_them - 1
                WHEN a.state IN ('complete', 'surplus', 'returned', 'excluded')
                    THEN coalesce(answered.n, 0) = lengths.all_of_them
                WHEN a.state = 'withdrawn' THEN true
                ELSE coalesce(answered.n, 0) < lengths.all_of_them END""",  # noqa: S608
    ),
    by_sql(
        "stage_out_of_order",
        "A judgement is of a stage that the protocol does not have, or that was not open",
        f"""WITH {STAGES}, {ANSWERED}
            SELECT 'judgement ' || j.id FROM annotation_judgement j
            JOIN annotation_assignment a ON a.id = j.assignment_id
            JOIN answered ON answered.assignment_id = a.id
            LEFT JOIN stages ON stages.campaign_id = a.campaign_id AND stages.key = j.stage
            WHERE stages.place IS NULL OR stages.place > answered.n""",  # noqa: S608
    ),
    by_sql(
        "end_does_not_fit_the_state",
        "An assignment has an end though it goes on, or none though it is over",
        """SELECT 'assignment ' || id || ' (' || state || ')' FROM annotation_assignment
           WHERE (finished_at IS NULL) <> (state IN ('leased', 'stage_one', 'released'))
             AND state <> 'withdrawn'""",
    ),
    by_sql(
        "membership_counts_wrong",
        "A membership says another number of finished pairs than there are",
        f"""WITH {STAGES}, {ANSWERED}, finished AS (
                SELECT a.campaign_id, a.annotator_id, count(*) AS n
                FROM annotation_assignment a
                JOIN answered ON answered.assignment_id = a.id
                JOIN lengths ON lengths.campaign_id = a.campaign_id
                WHERE answered.n = lengths.all_of_them GROUP BY 1, 2)
            SELECT 'membership ' || coalesce(member.id::text, 'missing') || ' ('
                   || coalesce(member.finished, 0) || ', counted ' || coalesce(finished.n, 0) || ')'
            FROM campaigns_membership member
            FULL JOIN finished ON finished.campaign_id = member.campaign_id
                AND finished.annotator_id = member.user_id
            WHERE coalesce(member.finished, 0) <> coalesce(finished.n, 0)""",  # noqa: S608
    ),
    by_sql(
        "place_in_the_order_shared",
        "Two pairs of a campaign have one place in its order, or one pair has two",
        """SELECT 'campaign ' || campaign_id || ', position ' || min(position)
           FROM campaigns_slot GROUP BY campaign_id, position HAVING count(DISTINCT pair_id) > 1
           UNION ALL
           SELECT 'campaign ' || campaign_id || ', pair ' || pair_id
           FROM campaigns_slot GROUP BY campaign_id, pair_id HAVING count(DISTINCT position) > 1""",
    ),
    by_sql(
        "number_from_the_future",
        "A place or a membership has a number that its campaign has not reached",
        """SELECT 'slot ' || slot.id FROM campaigns_slot slot
           JOIN campaigns_campaign c ON c.id = slot.campaign_id WHERE slot.freed > c.slots_changed
           UNION ALL
           SELECT 'membership ' || m.id FROM campaigns_membership m
           JOIN campaigns_campaign c ON c.id = m.campaign_id
           WHERE greatest(m.freed_seen, coalesce(m.nothing_left_at, 0)) > c.slots_changed""",
    ),
    by_sql(
        "pair_of_another_corpus",
        "A campaign has a place for a pair that is not of its corpus",
        """SELECT 'slot ' || slot.id FROM campaigns_slot slot
           JOIN campaigns_campaign c ON c.id = slot.campaign_id
           JOIN catalog_pair pair ON pair.id = slot.pair_id WHERE pair.corpus_id <> c.corpus_id""",
    ),
    by_sql(
        "broken_round",
        "Work that was sent back has no next round, or the next round does not follow it",
        """SELECT 'assignment ' || old.id FROM annotation_assignment old
           LEFT JOIN annotation_assignment new ON new.replaces_id = old.id
           WHERE (old.state = 'returned') <> (new.id IS NOT NULL)
              OR new.round <> old.round + 1
              OR (new.campaign_id, new.pair_id, new.annotator_id)
                 <> (old.campaign_id, old.pair_id, old.annotator_id)""",
    ),
)
