namespace Kube.Api.Cel.Syntax;

/// <summary>The names that operators have as functions, in error messages too.</summary>
internal static class CelOperators
{
    public const string Conditional = "_?_:_";
    public const string And = "_&&_";
    public const string Or = "_||_";
    public const string Not = "!_";
    public const string Negate = "-_";
    public const string Equal = "_==_";
    public const string NotEqual = "_!=_";
    public const string Add = "_+_";
    public const string Subtract = "_-_";
    public const string Multiply = "_*_";
    public const string Divide = "_/_";
    public const string Modulo = "_%_";
    public const string In = "@in";
    public const string Index = "_[_]";
    public const string OptionalIndex = "_[?_]";
    public const string OptionalSelect = "_?._";
    public const string NotStrictlyFalse = "@not_strictly_false";
    public const string MapInsert = "cel.@mapInsert";

    /// <summary>The name of a binary operator written as <paramref name="text"/>.</summary>
    public static string Binary(string text) => text == "in" ? In : $"_{text}_";
}
