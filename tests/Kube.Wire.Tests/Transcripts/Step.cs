using System.Text.Json;

namespace Kube.Wire.Tests.Transcripts;

/// <summary>One request of a scenario and what kube-apiserver answered.</summary>
/// <param name="Body">A JSON value, or the text itself when the body was not JSON; null when there was none.</param>
/// <param name="Events">The watch events that came, in order; null unless the step is a watch.</param>
internal sealed record Step(
    string Method,
    string Path,
    string User,
    IReadOnlyDictionary<string, string> Headers,
    JsonElement? Body,
    RecordedAnswer Answer,
    IReadOnlyList<JsonElement>? Events,
    WatchEnd? Until,
    StepNote Note);

/// <summary>How a recorded watch ended: after so many events, or after so much time.</summary>
internal sealed record WatchEnd(int? Count, TimeSpan? Duration);

/// <param name="Headers">The headers that count; null when only the status was recorded.</param>
/// <param name="Trim">The only members of the body that count, by name; null when all do.</param>
/// <param name="Derived">The answer was worked out from the text and is not compared (whole, or its headers).</param>
internal sealed record RecordedAnswer(
    int Status,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Headers,
    JsonElement? Body,
    IReadOnlyList<string>? Trim,
    string? Derived);
