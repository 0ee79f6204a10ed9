namespace Kube.Api.Validation;

/// <summary>A bad value already written as upstream's JSON: Go's internal structures print under their Go names, which no model of ours has.</summary>
internal sealed record JsonText(string Text)
{
    public override string ToString() => Text;
}
