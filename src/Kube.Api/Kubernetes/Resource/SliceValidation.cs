using System.Text.RegularExpressions;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Resource;

/// <summary>The rules of resource slices.</summary>
internal static partial class SliceValidation
{
    private const int MaximumDevices = 128;
    private const int TextLength = 64;
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public static void Validate(V1ResourceSliceSpec spec, FieldErrors errors)
    {
        DeviceNames.ValidateDriver(spec.Driver, errors, Spec.Child("driver"));
        ValidatePool(spec.Pool, errors, Spec.Child("pool"));
        ValidateNodes(spec, errors);
        if (spec.Devices?.Count > MaximumDevices) errors.TooMany(Spec.Child("devices"), spec.Devices.Count, MaximumDevices);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Devices?.Count; i++)
        {
            var path = Spec.Child("devices").Index(i);
            ValidateDevice(spec.Devices[i], errors, path);
            if (!names.Add(spec.Devices[i].Name)) errors.Duplicate(path, spec.Devices[i].Name);
        }
    }

    private static void ValidatePool(V1ResourcePool pool, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(pool.Name)) errors.Required(path.Child("name"));
        else
        {
            foreach (var part in pool.Name.Split('/')) errors.InvalidEach(path.Child("name"), part, FormatRules.DnsSubdomain(part));
        }

        if (pool.ResourceSliceCount <= 0) errors.Invalid(path.Child("resourceSliceCount"), pool.ResourceSliceCount, "must be greater than zero");
        if (pool.Generation < 0) errors.Invalid(path.Child("generation"), pool.Generation, "must be greater than or equal to zero");
    }

    private static void ValidateNodes(V1ResourceSliceSpec spec, FieldErrors errors)
    {
        const string Text = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
        var given = new List<string>();
        if (spec.NodeName is { } node)
        {
            given.Add("`nodeName`");
            if (node.Length == 0) errors.Invalid(Spec.Child("nodeName"), node, "must be either unset or set to a non-empty string");
            else errors.InvalidEach(Spec.Child("nodeName"), node, FormatRules.DnsSubdomain(node));
        }

        if (spec.NodeSelector is not null) given.Add("`nodeSelector`");
        if (spec.AllNodes is true) given.Add("`allNodes`");
        if (spec.PerDeviceNodeSelection is true) given.Add("`perDeviceNodeSelection`");
        if (given.Count == 0) errors.Required(Spec, Text);
        else if (given.Count > 1) errors.Invalid(Spec, $"{{{string.Join(", ", given)}}}", $"{Text}, but multiple fields are set");
    }

    private static void ValidateDevice(V1Device device, FieldErrors errors, FieldPath path)
    {
        DeviceNames.ValidateLabel(device.Name, errors, path.Child("name"));
        foreach (var (name, attribute) in (device.Attributes ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            DeviceNames.ValidateQualified(name, errors, path.Child("attributes"));
            ValidateAttribute(attribute, errors, path.Child("attributes").Key(name));
        }

        foreach (var name in (device.Capacity ?? []).Keys.Order(StringComparer.Ordinal)) DeviceNames.ValidateQualified(name, errors, path.Child("capacity"));
    }

    private static void ValidateAttribute(V1DeviceAttribute attribute, FieldErrors errors, FieldPath path)
    {
        var values = (attribute.String is null ? 0 : 1) + (attribute.Int is null ? 0 : 1) + (attribute.Bool is null ? 0 : 1) + (attribute.Version is null ? 0 : 1);
        if (values == 0) errors.Invalid(path, "", "exactly one value must be specified");
        if (values > 1) errors.Invalid(path, Text(attribute), "exactly one value must be specified");
        if (attribute.String?.Length > TextLength) errors.TooLong(path.Child("string"), TextLength);
        if (attribute.Version is not { } version) return;
        if (!SemanticVersion().IsMatch(version)) errors.Invalid(path.Child("version"), version, "must be a string compatible with semver.org spec 2.0.0");
        if (version.Length > TextLength) errors.TooLong(path.Child("version"), TextLength);
    }

    private static JsonText Text(V1DeviceAttribute attribute) => new(
        $"{{\"IntValue\":{BadValue.Format(attribute.Int)},\"BoolValue\":{BadValue.Format(attribute.Bool)},\"StringValue\":{Quoted(attribute.String)},"
        + $"\"VersionValue\":{Quoted(attribute.Version)},\"IntValues\":null,\"BoolValues\":null,\"StringValues\":null,\"VersionValues\":null}}");

    private static string Quoted(string? text) => text is null ? "null" : BadValue.JsonQuote(text);

    [GeneratedRegex(
        @"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-((0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(\+([0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*))?\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SemanticVersion();
}
