namespace Kube.Api.Cel;

/// <summary>Something wrong with an expression, and the place (index into its text) where it shows.</summary>
internal readonly record struct CelIssue(int Position, string Message);
