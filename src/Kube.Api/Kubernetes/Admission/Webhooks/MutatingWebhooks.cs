using Kube.Api.Admission;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Admission.Policies;
using Kube.Api.Models;
using Kube.Api.Patch;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Admission.Webhooks;

/// <summary>Asks the configured mutating webhooks, one after the other, and makes the changes that they want (upstream's plugin MutatingAdmissionWebhook, 1.36).</summary>
internal sealed class MutatingWebhooks(WebhookSource source, WebhookDispatcher dispatcher) : IMutatingAdmission
{
    public bool Handles(AdmissionRequest request) => source.Mutating.Count > 0 && !RequestMatcher.IsExempt(request);

    public async ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var hooks = source.Mutating;
        var lastChange = -1;
        for (var i = 0; i < hooks.Count; i++)
        {
            if (await AskAsync(hooks[i], request, cancellationToken)) lastChange = i;
        }

        // Those who want to see what others changed after them are asked once more.
        for (var i = 0; i < lastChange; i++)
        {
            if (hooks[i].Reinvokes) await AskAsync(hooks[i], request, cancellationToken);
        }

        return lastChange >= 0;
    }

    private async ValueTask<bool> AskAsync(CompiledWebhook hook, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (await dispatcher.MatchAsync(hook, request, cancellationToken) is not { } version) return false;
        if (await dispatcher.AskAsync(hook, request, version, cancellationToken) is not { Patch: { } patch } || request.Object is null) return false;
        try
        {
            var current = RequestTrees.Of(request.Object, version);
            var changed = JsonPatch.Parse(patch, strict: false).Apply(current);
            if (TreeNode.DeepEquals(current, changed)) return false;
            request.Object = RequestTrees.ToStored(changed, version);
            return true;
        }
        catch (Exception failure) when (failure is PatchException or ModelFormatException)
        {
            throw new InternalErrorException($"failed calling webhook {BadValue.Quote(hook.Name)}: {failure.Message}", failure);
        }
    }
}
