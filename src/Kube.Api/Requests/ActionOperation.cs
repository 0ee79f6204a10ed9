using System.Runtime.CompilerServices;
using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Objects;

namespace Kube.Api.Requests;

/// <summary>Runs the action of a resource or subresource that stores nothing.</summary>
internal sealed class ActionOperation(ResourceActions actions, BodyDecoder decoder, AdmissionChain admission, ManagedFieldsStep managedFields)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ObjectResult> RunAsync(WriteContext context, RequestBody body, WriteOptions options, CancellationToken cancellationToken)
    {
        var request = context.Request;
        var action = actions.Find(request.Resource.Resource, request.Subresource) ?? throw new MethodNotAllowedException();
        var codec = context.Subresource?.Codec ?? request.Resource.Codec;
        var decoded = decoder.Decode(body, codec, FieldValidation.Of(options), context);
        action.ApplyDefaults(decoded);
        var admitted = decoded as IKubernetesObject<V1ObjectMeta>;
        if (admitted is { Metadata: { } metadata })
        {
            ObjectPreparation.EnsureNamespace(metadata, context);
            if (action.AnswersWithBody) managedFields.Ask(admitted, context, options.FieldManager);
        }

        if (await admission.MutateAsync(context.Admission(Verbs.Create, admitted, null), cancellationToken) is { } changed && !ReferenceEquals(changed, admitted))
            decoded = admitted = changed;
        await admission.ValidateAsync(context.Admission(Verbs.Create, admitted, null), cancellationToken);

        var answer = await action.InvokeAsync(new(request.Resource, request.Name, decoded, context.Strategy), cancellationToken);
        var revision = answer is IKubernetesObject<V1ObjectMeta> { Metadata.ResourceVersion: { Length: > 0 } text }
            && RequestRevision.Problem(text, out var stored) is null ? stored : 0;
        if (answer is IKubernetesObject<V1ObjectMeta> { Metadata: { } shown }) shown.ResourceVersion = null;
        var answered = answer.GetType() == codec.ClrType ? codec : KubernetesTypes.Find(GroupVersionKind.From(answer.ApiVersion ?? "", answer.Kind ?? "")) ?? StatusObjects.Codec;
        return new(ServedObject.Encode(answered, null, answer), revision, Created: true) { Warnings = context.Warnings };
    }
}
