"""What users are told where the app, or what it imports, is in another folder or another Python."""

import os
import sys
import unittest

from loader_case import LoaderCase


class NearbyTest(LoaderCase):
    # --- what is meant

    def test_a_django_project_is_served_by_its_wsgi(self):
        self.file("mysite1/__init__.py", "")
        self.file("mysite1/wsgi.py")
        self.refused("wsgi", "No module named 'wsgi' in " + self.folder, "Did you mean mysite1.wsgi?")
        self.refused("mysite1", "No WSGI app was found in it. Did you mean mysite1.wsgi?")

    def test_an_environment_beside_the_app_is_named_where_a_package_is_missing(self):
        self.file("needs1.py", "import no_such_package_1\n")
        self.assertNotIn("There is a virtual environment", str(self.refused("needs1:app", "Is it among the requirements")))
        python = os.path.join(self.folder, "env", "bin", "python")
        self.file("env/pyvenv.cfg", "")
        self.file("env/bin/python", "")
        os.chmod(python, 0o755)
        self.refused("needs1:app", "There is a virtual environment beside the app: --python " + python)

    def test_a_package_that_is_installed_elsewhere_is_served_by_naming_its_python(self):
        self.file("needs2.py", "import no_such_package_1\n")
        message = str(self.refused("needs2:app", "installed for " + sys.executable, "If another Python or a virtual environment has it: --python PATH"))
        self.assertNotIn("--pythonpath", message)

    def test_an_environment_above_the_app_is_named(self):
        self.file("src/needs3.py", "import no_such_package_1\n")
        self.file(".venv/pyvenv.cfg", "")
        self.file(".venv/bin/python", "")
        python = os.path.join(self.folder, ".venv", "bin", "python")
        os.chmod(python, 0o755)
        self.refused_in("src", "needs3:app", "There is a virtual environment beside the app: --python " + python)

    # --- what is in another folder

    def test_an_app_further_down_is_named_with_its_folder(self):
        self.file("src/web/app7.py")
        path = os.path.join(self.folder, "src", "web")
        self.refused("app7:app", "There is %s/app7.py: --chdir %s" % (path, path))

    def test_an_app_in_a_package_further_down_is_named_with_its_package(self):
        self.file("src/shop7/__init__.py", "")
        self.file("src/shop7/app.py")
        path = os.path.join(self.folder, "src")
        self.refused("app:app", "There is %s/shop7/app.py: --chdir %s shop7.app" % (path, path))

    def test_all_the_folders_that_may_be_meant_are_named(self):
        for name in ("one", "two", "three", "four"):
            self.file(name + "/app7.py")
        places = ["%s/%s/app7.py: --chdir %s/%s" % (self.folder, name, self.folder, name) for name in ("four", "one", "three")]
        self.refused("app7:app", "There is %s; or %s; or %s" % tuple(places))

    def test_a_package_that_is_the_folder_itself(self):
        self.file("mysite7/__init__.py", "")
        self.file("mysite7/wsgi.py")
        self.refused_in("mysite7", "mysite7.wsgi", "There is %s/mysite7/wsgi.py: --chdir %s" % (self.folder, self.folder))

    def test_a_project_folder_of_the_same_name_as_its_package(self):
        self.file("mysite8/manage.py", "")
        self.file("mysite8/mysite8/__init__.py", "")
        self.file("mysite8/mysite8/wsgi.py")
        path = os.path.join(self.folder, "mysite8")
        self.refused("mysite8.wsgi", "There is %s/mysite8/wsgi.py: --chdir %s" % (path, path))

    def test_an_environments_packages_are_not_the_users(self):
        self.file("venv/pyvenv.cfg", "")
        self.file("venv/lib/app7.py")
        self.file(".hidden/app7.py")
        self.file("node_modules/app7.py")
        self.assertNotIn("--chdir", str(self.refused("app7:app", "No module named 'app7'")))

    def test_what_the_app_imports_from_another_folder_of_its_own(self):
        self.file("shop9/__init__.py", "")
        self.file("shop9/app9.py", "import shop9.models\n")
        message = str(
            self.refused_in("shop9", "app9:app", "There is %s/shop9: --pythonpath %s" % (self.folder, self.folder))
        )
        self.assertNotIn("requirements", message)

    def test_a_relative_import_in_a_module_that_was_not_named_with_its_package(self):
        self.file("shop10/__init__.py", "")
        self.file("shop10/app10.py", "from . import models\n")
        error = self.refused_in(
            "shop10", "app10:app", "shop10/app10.py, line 1", "--chdir %s shop10.app10" % self.folder
        )
        self.assertIsInstance(error.__cause__, ImportError)

    def test_a_relative_import_that_leads_nowhere(self):
        self.file("app11.py", "from . import models\n")
        with self.assertRaises(ImportError):
            self.load("app11:app")


if __name__ == "__main__":
    unittest.main()
