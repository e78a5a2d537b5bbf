"""What a detector saw of a stretch, and the prior that all of them are held against."""

from dataclasses import dataclass
from typing import Final

from backstride.bout import Evidence, EvidenceKind, Posterior, Travel
from backstride.errors import InvalidValue

PRIOR: Final = Posterior(forward=0.88, backward=0.1, sideways=0.02)
"""What is believed of a moving stretch before anything is known of it. The person uses a program for
moving backward; still most of what they record goes forward.
Source: backstride-rules. Belief: claimed. [-]"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """How well each direction explains what was seen, relative to one another; the best is 1."""

    forward: float
    backward: float
    sideways: float

    def __post_init__(self) -> None:
        parts = (self.forward, self.backward, self.sideways)
        if not all(0.0 <= part <= 1.0 for part in parts) or max(parts) != 1.0:
            raise InvalidValue(
                f"The likelihoods {self.forward}, {self.backward} and {self.sideways} were given.",
                allowed="Relative likelihoods lie between 0 and 1, and the best of them is 1.",
                remedy="Divide each by the largest.",
            )

    def of(self, travel: Travel) -> float:
        """How well a direction explains it.

        Parameters
        ----------
        travel
            Forward, backward or sideways.

        Returns
        -------
        float
            Its likelihood beside that of the best.
        """
        share: float = getattr(self, travel.value)
        return share

    def against(self, prior: Posterior) -> Posterior:
        """What is believed after having seen it.

        Parameters
        ----------
        prior
            What was believed before.

        Returns
        -------
        Posterior
            The prior times the likelihood, adding up to 1.

        Examples
        --------
        >>> before = Posterior(forward=0.5, backward=0.5)
        >>> Likelihood(forward=0.25, backward=1.0, sideways=1.0).against(before).backward
        0.8
        """
        parts = (
            prior.forward * self.forward,
            prior.backward * self.backward,
            prior.sideways * self.sideways,
        )
        total = sum(parts)
        return Posterior(forward=parts[0] / total, backward=parts[1] / total, sideways=parts[2] / total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What a detector saw of the stretch ``[start_s, end_s)``."""

    start_s: float
    end_s: float
    kind: EvidenceKind
    detector: str
    """Its name and version: ``stride 1``."""
    likelihood: Likelihood
    detail: str
    """What it saw, as a phrase for people: ``cadence 9 % above your forward stride at 9.1 km/h``."""

    def evidence(self, prior: Posterior = PRIOR) -> Evidence:
        """The same as evidence for the direction that is the likeliest by this detector alone.

        Parameters
        ----------
        prior
            What is believed beforehand.

        Returns
        -------
        Evidence
            The direction, and how probable it is by this detector alone.
        """
        posterior = self.likelihood.against(prior)
        return Evidence(
            kind=self.kind,
            travel=posterior.likeliest,
            probability=posterior.of(posterior.likeliest),
            detail=self.detail,
            detector=self.detector,
        )
