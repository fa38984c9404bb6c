"""What holds of the problems of any network that the builder can make."""

from hypothesis import given
from hypothesis import strategies as st

from cnnlab_gui.core.architecture import Architecture
from cnnlab_gui.core.problems.base import ImageFacts, Problem
from cnnlab_gui.core.problems.table import MOST_REMEDIES, check_run, problem_of
from cnnlab_gui.core.training import RunSpecification, TrainingSettings

Architectures = st.SearchStrategy[Architecture]

SIDES = st.integers(1, 1024)
FACTS = st.builds(
    ImageFacts,
    st.just("Own images"),
    st.tuples(SIDES, SIDES, st.sampled_from([1, 3])),
    st.integers(2, 256),
)


@st.composite
def cases(
    draw: st.DrawFn, architectures: Architectures
) -> tuple[RunSpecification, ImageFacts | None]:
    """A specification, and images that often fit it."""
    architecture = draw(architectures)
    batch = draw(st.sampled_from([1, 32, 4096]))
    specification = RunSpecification(
        architecture=architecture, dataset="own", settings=TrainingSettings(batch_size=batch)
    )
    shape = architecture.input_shape
    fitting = st.builds(ImageFacts, st.just("Fitting"), st.just(shape), st.integers(2, 256))
    return specification, draw(st.one_of(st.none(), fitting, FACTS))


def most_steps(specification: RunSpecification) -> int:
    return 3 * (len(specification.architecture.layers) + 3)


def check_end(specification: RunSpecification, images: ImageFacts | None) -> None:
    """Nothing is wrong any more, so this can be trained."""
    architecture = specification.architecture.active()
    assert getattr(architecture.layers[-1], "activation", None) == "softmax"
    shape = architecture.output_shape
    assert shape is not None
    assert len(shape) == 1
    if images:
        assert architecture.input_shape == images.shape
        assert shape == (images.classes,)
        check_run(specification, images)


def check_problem(
    found: Problem, specification: RunSpecification, images: ImageFacts | None
) -> None:
    assert str(found.sentence).endswith(".")
    assert found.layer is None or found.layer in range(len(specification.architecture.layers))
    assert 1 <= len(found.remedies) <= MOST_REMEDIES
    assert len({str(remedy.text) for remedy in found.remedies}) == len(found.remedies)
    for remedy in found.remedies:
        assert str(remedy.text)[-1] != "."
        text = remedy.specification.model_dump_json()
        assert RunSpecification.model_validate_json(text) == remedy.specification
        assert remedy.specification != specification
        then = problem_of(remedy.specification, images)
        assert (
            then is None
            or (then.sentence, then.layer) != (found.sentence, found.layer)
            or (
                len(remedy.specification.architecture.layers)
                < len(specification.architecture.layers)
            )
        )


@given(data=st.data())
def test_that_a_problem_marks_a_layer_and_offers_what_can_be_had(
    any_architecture: Architectures, data: st.DataObject
) -> None:
    specification, images = data.draw(cases(any_architecture))
    found = problem_of(specification, images)
    if found:
        check_problem(found, specification, images)
    else:
        check_end(specification, images)


@given(data=st.data())
def test_that_the_first_remedies_soon_lead_to_a_network_without_a_problem(
    any_architecture: Architectures, data: st.DataObject
) -> None:
    specification, images = data.draw(cases(any_architecture))
    limit = most_steps(specification)
    while found := problem_of(specification, images):
        specification = found.remedies[0].specification
        limit -= 1
        assert limit >= 0
    check_end(specification, images)


@given(data=st.data())
def test_that_no_choice_of_remedies_goes_in_circles(
    any_architecture: Architectures, data: st.DataObject
) -> None:
    specification, images = data.draw(cases(any_architecture))
    seen = [specification]
    while found := problem_of(specification, images):
        specification = data.draw(st.sampled_from(found.remedies)).specification
        assert specification not in seen
        seen.append(specification)
        assert len(seen) <= most_steps(seen[0])
    check_end(specification, images)
