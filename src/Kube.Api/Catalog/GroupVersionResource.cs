namespace Kube.Api.Catalog;

/// <summary>Names a resource as paths do: <c>/apis/apps/v1/…/deployments</c>.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">Version within the group.</param>
/// <param name="Resource">Lower-case plural.</param>
public readonly record struct GroupVersionResource(string Group, string Version, string Resource)
{
    /// <summary>What stands in <c>apiVersion</c>: <c>v1</c>, <c>apps/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Upstream's form in messages: <c>deployments.apps</c>, <c>pods</c>.</summary>
    public string Qualified => Group.Length == 0 ? Resource : $"{Resource}.{Group}";

    /// <inheritdoc/>
    public override string ToString() => $"{ApiVersion}, Resource={Resource}";
}
