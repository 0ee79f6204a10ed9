using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>Rules for paths inside volumes and hosts.</summary>
internal static class PathRules
{
    /// <summary>No element is <c>..</c>.</summary>
    public static void NoBacksteps(FieldPath path, string? value, FieldErrors errors)
    {
        if (HasBackstep(value)) errors.Invalid(path, value, "must not contain '..'");
    }

    public static bool HasBackstep(string? value) => value is not null && value.Split('/').Contains("..");

    /// <summary>Relative and without <c>..</c>.</summary>
    public static void LocalDescending(FieldPath path, string? value, FieldErrors errors)
    {
        if (value is ['/', ..]) errors.Invalid(path, value, "must be a relative path");
        NoBacksteps(path, value, errors);
    }

    /// <summary>Relative, without <c>..</c>, and not starting with two dots, which the agent keeps for itself.</summary>
    public static void LocalNonReserved(FieldPath path, string? value, FieldErrors errors)
    {
        LocalDescending(path, value, errors);
        if (value is ['.', '.', ..] and not ['.', '.', '/', ..]) errors.Invalid(path, value, "must not start with '..'");
    }

    public static bool IsLocalNonReserved(string value) => value is not ['/', ..] and not ['.', '.', ..] && !HasBackstep(value);

    /// <summary>Permission bits, 0 to 0777.</summary>
    public static void Mode(FieldPath path, int? mode, FieldErrors errors)
    {
        if (mode is > 511 or < 0) errors.Invalid(path, mode, "must be a number between 0 and 0777 (octal), both inclusive");
    }
}
