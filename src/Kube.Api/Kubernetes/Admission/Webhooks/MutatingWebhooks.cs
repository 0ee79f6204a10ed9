using System.Text.Json.Nodes;
using Kube.Api.Admission;
using Kube.Api.Audit;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Admission.Policies;
using Kube.Api.Models;
using Kube.Api.Patch;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Admission.Webhooks;

/// <summary>Asks the configured mutating webhooks, one after the other, and makes the changes that they want (upstream's plugin MutatingAdmissionWebhook, 1.36).</summary>
[AdmissionName("MutatingAdmissionWebhook")]
internal sealed class MutatingWebhooks(WebhookSource source, WebhookDispatcher dispatcher) : IMutatingAdmission
{
    public bool Handles(AdmissionRequest request) => source.Mutating.Count > 0 && !RequestMatcher.IsExempt(request);

    public async ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var hooks = source.Mutating;
        var lastChange = -1;
        for (var i = 0; i < hooks.Count; i++)
        {
            if (await AskAsync(hooks[i], $"round_0_index_{i}", request, cancellationToken)) lastChange = i;
        }

        // Those who want to see what others changed after them are asked once more.
        for (var i = 0; i < lastChange; i++)
        {
            if (hooks[i].Reinvokes) await AskAsync(hooks[i], $"round_1_index_{i}", request, cancellationToken);
        }

        return lastChange >= 0;
    }

    private async ValueTask<bool> AskAsync(CompiledWebhook hook, string turn, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (await dispatcher.MatchAsync(hook, request, cancellationToken) is not { } version) return false;
        var answer = await dispatcher.AskAsync(hook, AdmissionMetrics.Admit, request, version, cancellationToken);
        var mutated = answer is { Patch: not null } && Change(hook, answer.Patch, request, version);
        if (AuditEvent.Current is { } record) Tell(record, hook, turn, answer, mutated);
        return mutated;
    }

    // In upstream's form: that it was asked, and at the levels of bodies with what it wanted.
    private static void Tell(AuditEvent record, CompiledWebhook hook, string turn, AdmissionAnswer? answer, bool mutated)
    {
        if (answer is null)
        {
            record.Annotate($"failed-open.mutation.webhook.admission.k8s.io/{turn}", hook.Name);
            return;
        }

        var about = new JsonObject { ["configuration"] = hook.Configuration, ["webhook"] = hook.Name };
        record.Annotate($"mutation.webhook.admission.k8s.io/{turn}", With(about, "mutated", mutated));
        if (!mutated || !record.RecordsBodies) return;
        about["patch"] = JsonNode.Parse(answer.Patch!);
        record.Annotate($"patch.webhook.admission.k8s.io/{turn}", With(about, "patchType", "JSONPatch"));
    }

    private static string With(JsonObject about, string name, JsonNode value)
    {
        about[name] = value;
        var text = about.ToJsonString(AuditJson.Relaxed);
        about.Remove(name);
        return text;
    }

    private static bool Change(CompiledWebhook hook, byte[] patch, AdmissionRequest request, ResourceDefinition version)
    {
        if (request.Object is null) return false;
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
