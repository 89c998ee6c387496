import { testCommands } from '../testing/commandCase.fixture.ts';
import { toggleChecked, toggleCheckedAt } from './task.ts';

testCommands([
  ['toggleChecked ticks a task', toggleChecked, 't on|e', 'T on|e'],
  ['toggleChecked unticks a ticked one', toggleChecked, 'T on|e', 't on|e'],
  ['toggleChecked ticks all when some are ticked', toggleChecked, 't o[ne / T tw]o', 'T o[ne / T tw]o'],
  ['toggleChecked leaves what is no task', toggleChecked, 'b on|e', null],
  ['toggleCheckedAt ticks a task elsewhere', toggleCheckedAt(5), 'p on|e / t two', 'p on|e / T two'],
  ['toggleCheckedAt leaves what is no task', toggleCheckedAt(0), 'p on|e / t two', null],
]);
