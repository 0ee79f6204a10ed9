using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Values;

/// <summary>A pattern that texts must have in them.</summary>
internal sealed class ValuePattern
{
    private readonly Lazy<GoRegex> _regex;

    private ValuePattern(string text)
    {
        Text = text;
        _regex = new(() => GoRegex.Of(text));
    }

    public string Text { get; }

    public static ValuePattern Of(string text) => new(text);

    public bool IsMatch(string value) => _regex.Value.IsMatch(value);
}
