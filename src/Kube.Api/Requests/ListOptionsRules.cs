using Kube.Api.Errors;
using Kube.Api.Validation;

namespace Kube.Api.Requests;

/// <summary>What may stand together in list options (upstream's <c>ValidateListOptions</c>, 1.36).</summary>
internal static class ListOptionsRules
{
    public const string Exact = "Exact";
    public const string NotOlderThan = "NotOlderThan";

    private static readonly FieldPath s_match = FieldPath.Root("resourceVersionMatch");

    public static void CheckList(ListOptions options)
    {
        if (options is { ResourceVersionMatch: "", SendInitialEvents: null }) return;
        var errors = new FieldErrors();
        if (options.ResourceVersionMatch.Length > 0)
        {
            if (options.ResourceVersion.Length == 0) errors.Forbidden(s_match, "resourceVersionMatch is forbidden unless resourceVersion is provided");
            if (options.Continue.Length > 0) errors.Forbidden(s_match, "resourceVersionMatch is forbidden when continue is provided");
            if (options.ResourceVersionMatch is not (Exact or NotOlderThan))
                errors.NotSupported(s_match, options.ResourceVersionMatch, Exact, NotOlderThan, "");
            if (options is { ResourceVersionMatch: Exact, ResourceVersion: "0" })
                errors.Forbidden(s_match, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }

        if (options.SendInitialEvents is not null) errors.Forbidden(FieldPath.Root("sendInitialEvents"), "sendInitialEvents is forbidden for list");
        Throw(errors);
    }

    /// <summary>Checks the options of a watch and says what it means when it does not say where to start: the objects there are, as synthetic events.</summary>
    public static ListOptions CheckWatch(ListOptions options)
    {
        if (options is { SendInitialEvents: null, ResourceVersionMatch: "", ResourceVersion: "" or "0" })
            options = options with { SendInitialEvents = true, ResourceVersionMatch = NotOlderThan };

        var errors = new FieldErrors();
        if (options.SendInitialEvents is not null && options.ResourceVersionMatch != NotOlderThan)
            errors.Forbidden(s_match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        if (options.ResourceVersionMatch.Length > 0)
        {
            if (options.SendInitialEvents is null)
                errors.Forbidden(s_match, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
            if (options.ResourceVersionMatch != NotOlderThan) errors.NotSupported(s_match, options.ResourceVersionMatch, NotOlderThan);
            if (options.Continue.Length > 0) errors.Forbidden(s_match, "resourceVersionMatch is forbidden when continue is provided");
        }

        Throw(errors);
        return options;
    }

    private static void Throw(FieldErrors errors)
    {
        if (errors.Count > 0) throw new InvalidException("meta.k8s.io", "ListOptions", "", errors);
    }
}
