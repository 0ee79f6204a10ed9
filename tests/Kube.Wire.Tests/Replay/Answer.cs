using System.Text.Json;

namespace Kube.Wire.Tests.Replay;

/// <summary>What the server answered to one step.</summary>
/// <param name="Text">The body as text; empty for a watch that was followed.</param>
/// <param name="Events">The watch events that came; null unless the step is a watch and the server began one.</param>
internal sealed record Answer(
    int Status, IReadOnlyDictionary<string, IReadOnlyList<string>> Headers, string Text, IReadOnlyList<JsonElement>? Events);
