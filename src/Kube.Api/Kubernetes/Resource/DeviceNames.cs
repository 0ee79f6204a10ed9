using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Resource;

/// <summary>Names of drivers, devices and attributes.</summary>
internal static class DeviceNames
{
    private const int DriverLength = 63;
    private const int IdentifierLength = 32;

    public static void ValidateDriver(string? name, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(name))
        {
            errors.Required(path);
            return;
        }

        if (name.Length > DriverLength) errors.TooLong(path, DriverLength);
        errors.InvalidEach(path, name, FormatRules.DnsSubdomain(name));
    }

    public static void ValidateLabel(string? name, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(name)) errors.Required(path);
        else errors.InvalidEach(path, name, FormatRules.DnsLabel(name));
    }

    /// <summary>An attribute's name: an identifier, with its driver's domain before it or not.</summary>
    public static void ValidateQualified(string name, FieldErrors errors, FieldPath path)
    {
        if (name.Length == 0)
        {
            errors.Required(path, "name required");
            return;
        }

        var parts = name.Split('/');
        if (parts.Length > 2)
        {
            errors.Invalid(path, name, "too many slashes");
            return;
        }

        if (parts.Length == 2)
        {
            if (parts[0].Length == 0) errors.Required(path, "the domain must not be empty");
            else ValidateDriver(parts[0], errors, path);
        }

        var identifier = parts[^1];
        if (identifier.Length == 0)
        {
            errors.Required(path, "the name must not be empty");
            return;
        }

        if (identifier.Length > IdentifierLength) errors.TooLong(path, IdentifierLength);
        errors.InvalidEach(path, identifier, FormatRules.CIdentifier(identifier));
    }
}
