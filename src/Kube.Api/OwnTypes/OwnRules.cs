using Kube.Api.Catalog;
using Kube.Api.Validation;

namespace Kube.Api.OwnTypes;

/// <summary>The rules of a class that are code. Filled while the resource is registered, read only afterwards.</summary>
internal sealed class OwnRules<T>
{
    public NameRule Names { get; set; } = NameRule.DnsSubdomain;

    public List<Action<T>> Defaults { get; } = [];

    public List<Action<T, FieldErrors>> Checks { get; } = [];

    public List<Action<T, T, FieldErrors>> ChangeChecks { get; } = [];

    public List<Action<T, ICollection<string>>> Warnings { get; } = [];
}
