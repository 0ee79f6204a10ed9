using System.Diagnostics.CodeAnalysis;
using Kube.Api.Catalog;
using Kube.Api.ManagedFields;
using Kube.Api.Models;
using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.Requests;

/// <summary>The versions in which one resource is served, as ownership of fields needs them.</summary>
/// <param name="versions">All that share a stored form.</param>
/// <param name="reset">What the rules of the request reset.</param>
internal sealed class ServedVersions(IReadOnlyList<ResourceDefinition> versions, FieldFilter? reset) : IManagedFieldsVersions
{
    public bool TryConvert(
        string apiVersion, TreeObject value, [NotNullWhen(true)] out TreeObject? converted, [NotNullWhen(true)] out TypeSchema? schema, out FieldFilter? resetThere)
    {
        (converted, schema, resetThere) = (null, null, reset);
        if (Find(apiVersion) is not { } to || value.GetString("apiVersion"u8) is not { } fromVersion) return false;
        schema = to.Codec.Schema;
        if (fromVersion == apiVersion)
        {
            converted = value;
            return true;
        }

        if (Find(fromVersion) is not { } from) return false;
        try
        {
            if (to.Family is { } family)
            {
                converted = family.ConvertWhole(value, to);
                return true;
            }

            var obj = (IKubernetesObject<V1ObjectMeta>)from.Codec.Decode(value.ToUtf8(), null);
            if (from.Conversion is { } leave) obj = leave.ToStoredForm(obj);
            if (to.Conversion is { } enter) obj = enter.ToServedForm(obj);
            converted = ManagedFieldsStep.ToTree(to.Codec, obj);
            return true;
        }
        catch (ModelFormatException)
        {
            // What cannot be read in a version cannot be owned in it.
            return false;
        }
    }

    private ResourceDefinition? Find(string apiVersion)
    {
        foreach (var version in versions)
            if (version.Kind.ApiVersion == apiVersion) return version;
        return null;
    }
}
