using Kube.Api.Cel.Syntax;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Values that may not be there.</summary>
internal static class OptionalFunctions
{
    public static void AddTo(CelFunctions functions)
    {
        functions.AddType("optional_type", Optional(Dyn));
        functions.Add("optional.of", [A], Optional(A), args => CelOptional.Of(args[0]));
        functions.Add("optional.ofNonZeroValue", [A], Optional(A), args => IsZero(args[0]) ? CelOptional.None : CelOptional.Of(args[0]));
        functions.Add("optional.none", [], Optional(A), _ => CelOptional.None);
        functions.AddMember("hasValue", [Optional(A)], CelType.Bool, args => CelBool.Of(((CelOptional)args[0]).Value is not null));
        functions.AddMember("value", [Optional(A)], A, args => ((CelOptional)args[0]).Value ?? new CelError("optional.none() dereference"));
        functions.AddMember("or", [Optional(A), Optional(A)], Optional(A), args => ((CelOptional)args[0]).Value is null ? args[1] : args[0]);
        functions.AddMember("orValue", [Optional(A), A], A, args => ((CelOptional)args[0]).Value ?? args[1]);
        functions.AddMember("first", [List(A)], Optional(A), args => args[0] is CelList { Count: > 0 } list ? CelOptional.Of(list[0]) : CelOptional.None);
        functions.AddMember("last", [List(A)], Optional(A), args => args[0] is CelList { Count: > 0 } list ? CelOptional.Of(list[list.Count - 1]) : CelOptional.None);
        functions.Add("optional.unwrap", [List(Optional(A))], List(A), Unwrap);
        functions.AddMember("unwrapOpt", [List(Optional(A))], List(A), Unwrap);
        functions.Add(CelOperators.Index, [Optional(List(A)), Int], Optional(A), Index);
        functions.Add(CelOperators.Index, [Optional(Map(A, B)), A], Optional(B), Index);
        functions.Add(CelOperators.OptionalIndex, [Optional(List(A)), Int], Optional(A), Index);
        functions.Add(CelOperators.OptionalIndex, [Optional(Map(A, B)), A], Optional(B), Index);
    }

    private static CelValue Index(CelValue[] args)
    {
        if (((CelOptional)args[0]).Value is not { } target) return CelOptional.None;
        return StandardOperators.Index(target, args[1]) is var found and not CelError ? CelOptional.Of(found) : CelOptional.None;
    }

    private static CelValue Unwrap(CelValue[] args)
    {
        var list = (CelList)args[0];
        List<CelValue> items = [];
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not CelOptional optional) return new CelError($"value {CelText.Of(list[i])} is not optional");
            if (optional.Value is { } value) items.Add(value);
        }
        return new CelItems([.. items]);
    }

    private static bool IsZero(CelValue value) => value switch
    {
        CelNull or CelBool { Value: false } or CelInt { Value: 0 } or CelUint { Value: 0 } or CelDouble { Value: 0 } or CelDuration { Nanoseconds: 0 } => true,
        CelString or CelBytes or CelList or CelMap => value.Size == 0,
        _ => false,
    };
}
