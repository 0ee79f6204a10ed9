namespace Kube.Api.Selectors;

internal readonly record struct LabelToken(LabelTokenKind Kind, string Text);
