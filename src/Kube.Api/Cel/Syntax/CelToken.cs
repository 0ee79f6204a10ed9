namespace Kube.Api.Cel.Syntax;

/// <summary>A token: what it is, where it stands, its text, and for strings and bytes what it means.</summary>
internal readonly record struct CelToken(CelTokenKind Kind, int Position, string Text, object? Value = null)
{
    public bool Is(string text) => Text == text && Kind is CelTokenKind.Operator or CelTokenKind.Identifier && Text == text;

    /// <summary>The token as a message of the parser shows it.</summary>
    public string Shown => Kind == CelTokenKind.End ? "<EOF>" : Text.Replace("\n", "\\n", StringComparison.Ordinal);
}
