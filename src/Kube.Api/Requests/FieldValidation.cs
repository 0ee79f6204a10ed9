using Kube.Api.Models;

namespace Kube.Api.Requests;

/// <summary>What is done about fields that a kind does not have or that come twice.</summary>
internal readonly record struct FieldValidation
{
    private readonly string _mode;

    private FieldValidation(string mode) => _mode = mode;

    public bool IsStrict => _mode == "Strict";

    /// <summary>Fields are looked at at all.</summary>
    public bool IsOn => _mode != "Ignore";

    public static FieldValidation Of(WriteOptions options) => new(options.FieldValidation.Length == 0 ? "Warn" : options.FieldValidation);

    public DecodeReport? NewReport() => IsOn ? new() : null;

    /// <summary>What was found in the request itself, then what was found when it was decoded; nothing twice.</summary>
    public IReadOnlyList<string> Findings(IReadOnlyList<string> before, DecodeReport? report)
    {
        if (!IsOn) return [];
        var found = report?.Findings ?? [];
        return before.Count == 0 ? found : [.. before.Union(found)];
    }
}
