"""What providers accept, dated and with its source; numbers move, so that they only warn."""

from __future__ import annotations

from ftpolicy.model.values import dataclass

AS_OF = "2026-11-22"


@dataclass(frozen=True, slots=True)
class ProviderLimit:
    """Training examples that the service behind a detector takes; None where it names none."""

    detector: str
    who: str
    least: int | None
    most: int | None
    source: str


LIMITS = (
    ProviderLimit("openai", "OpenAI", 10, None, "its supervised fine-tuning guide"),
    ProviderLimit("vertex", "Vertex AI", None, 1_000_000, "its Gemini tuning page"),
    ProviderLimit("mistral", "Mistral", 10, 10_000_000, "mistral-finetune utils/validate_data.py"),
    ProviderLimit("cohere", "Cohere", 2, None, "its chat fine-tuning page"),
    ProviderLimit("together", "Together", 1, None, "together 3.1.1 lib/constants.py"),
    ProviderLimit("fireworks", "Fireworks", 3, 3_000_000, "its fine-tuning page"),
    ProviderLimit("bedrock", "Amazon Bedrock", 8, 20_000, "its Nova data validator"),
)
"""The widest range that any of a service's models accepts: what is outside of it fits none."""
