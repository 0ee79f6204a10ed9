using Kube.ModelGenerator;
using Kube.ModelGenerator.Emitting;
using Kube.ModelGenerator.Inputs;
using Kube.ModelGenerator.Model;

// dotnet run --project eng/ModelGenerator -- [--check] [--data DIR]
//   writes src/Kube.Api.Models/Generated; with --check compares instead and fails when a file differs, is missing or is left over.
var check = args.Contains("--check");
var root = Workspace.FindRepositoryRoot();
var data = Workspace.FindData(args, root);
if (data is null)
{
    Console.Error.WriteLine("The data is missing: give --data DIR, set KUBE_SHARED_DATA, or put it in ../shared/data beside the repository.");
    return 2;
}

var facts = GoFacts.Load();
var model = new ModelBuilder(ProtobufTable.Load(data), OpenApiDocument.Load(data), facts).Build();
var files = new ModelEmitter(model).Emit();
var folder = Path.Combine(root, "src", "Kube.Api.Models", "Generated");
return check ? Workspace.Compare(folder, files) : Workspace.Write(folder, files);
