namespace Kube.Node.EnvironmentVariables;

/// <summary>An environment.</summary>
/// <param name="Variables">In order; no name twice.</param>
/// <param name="Skipped">Texts about keys that cannot be names of variables, for events.</param>
internal sealed record EnvironmentResult(IReadOnlyList<KeyValuePair<string, string>> Variables, IReadOnlyList<string> Skipped);
